/** Reads QR codes; loaded only when somebody scans. The decoder comes from this very server, never from a public one. */
import { prepareZXingModule, readBarcodes, type ReaderOptions } from "zxing-wasm/reader";
import wasm from "zxing-wasm/reader/zxing_reader.wasm?url";

prepareZXingModule({ overrides: { locateFile: () => wasm } });

const OPTIONS: ReaderOptions = { formats: ["QRCode"], tryHarder: true, maxNumberOfSymbols: 1, textMode: "Plain" };

async function read(image: ImageData | Blob): Promise<string> {
  const [first] = await readBarcodes(image, OPTIONS);
  return first?.isValid ? first.text : "";
}

/** What stands in the frame shown now; empty when nothing can be read. */
export async function readFrame(video: HTMLVideoElement): Promise<string> {
  const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
  const context = canvas.getContext("2d")!;
  context.drawImage(video, 0, 0);
  return read(context.getImageData(0, 0, canvas.width, canvas.height));
}

export function readPicture(file: Blob): Promise<string> {
  return read(file);
}

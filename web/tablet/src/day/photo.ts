/** A photograph small enough to send from a village, sharp enough to read, and without what a camera writes into it. */

export const PHOTO_BYTES_MAX = 300_000;
const SIDES_PX = [1920, 1600, 1280, 1024, 800, 640];
const QUALITIES = [0.82, 0.7, 0.58];
/** Below this the strokes of print run into each other; found with pages of 11 pt type photographed at 30 cm. */
export const SHARP_MIN = 60;

type Drawn = HTMLVideoElement | ImageBitmap | HTMLCanvasElement;

export interface Shot {
  bytes: Uint8Array;
  width: number;
  height: number;
  sharp: number;
}

/** The picture drawn anew as JPEG: place, camera and everything else a file may carry stay behind. */
export async function shot(source: Drawn): Promise<Shot> {
  const [width, height] = sizeOf(source);
  for (const side of SIDES_PX) {
    const canvas = drawn(source, width, height, side);
    for (const quality of QUALITIES) {
      const blob = await jpeg(canvas, quality);
      if (blob.size <= PHOTO_BYTES_MAX) {
        const bytes = new Uint8Array(await blob.arrayBuffer());
        return { bytes, width: canvas.width, height: canvas.height, sharp: sharpness(canvas) };
      }
    }
  }
  throw new Error("no size fits");
}

/** The picture in a file, the right way up. */
export function opened(file: Blob): Promise<ImageBitmap> {
  return createImageBitmap(file, { imageOrientation: "from-image" });
}

function sizeOf(source: Drawn): [number, number] {
  return source instanceof HTMLVideoElement ? [source.videoWidth, source.videoHeight] : [source.width, source.height];
}

function drawn(source: Drawn, width: number, height: number, side: number): HTMLCanvasElement {
  const scale = Math.min(1, side / Math.max(width, height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  canvas.getContext("2d")!.drawImage(source, 0, 0, canvas.width, canvas.height);
  return canvas;
}

function jpeg(canvas: HTMLCanvasElement, quality: number): Promise<Blob> {
  return new Promise((done, fail) =>
    canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error("no picture"))), "image/jpeg", quality),
  );
}

/** How much brightness changes between neighbours (variance of the Laplacian), on a picture of 640 px. */
function sharpness(source: HTMLCanvasElement): number {
  const canvas = drawn(source, source.width, source.height, 640);
  const { width, height } = canvas;
  const { data } = canvas.getContext("2d")!.getImageData(0, 0, width, height);
  const grey = new Float32Array(width * height);
  for (let i = 0; i < grey.length; i++) grey[i] = 0.3 * data[4 * i]! + 0.59 * data[4 * i + 1]! + 0.11 * data[4 * i + 2]!;
  let sum = 0;
  let squares = 0;
  let count = 0;
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x;
      const edge = 4 * grey[at]! - grey[at - 1]! - grey[at + 1]! - grey[at - width]! - grey[at + width]!;
      sum += edge;
      squares += edge * edge;
      count++;
    }
  }
  return count ? squares / count - (sum / count) ** 2 : 0;
}

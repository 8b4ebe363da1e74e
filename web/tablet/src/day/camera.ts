/** The camera behind, shown in a picture of the page; never the machine's own camera application. */

const ASKED: MediaStreamConstraints = {
  audio: false,
  video: { facingMode: "environment", width: { ideal: 1920 }, height: { ideal: 1080 } },
};

/** Plays the camera in a picture; nothing when the officer has left the picture meanwhile. Throws where no camera may be used. */
export async function played(picture: () => HTMLVideoElement | null | undefined): Promise<MediaStream | null> {
  const stream = await navigator.mediaDevices.getUserMedia(ASKED);
  try {
    const video = picture();
    if (video) {
      video.srcObject = stream;
      await video.play();
    }
  } catch (error) {
    ended(stream);
    if (picture()) throw error;
  }
  if (picture()) return stream;
  ended(stream);
  return null;
}

/** Lets the camera go: its light goes out. */
export function ended(stream: MediaStream | null): void {
  stream?.getTracks().forEach((track) => track.stop());
}

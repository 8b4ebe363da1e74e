/** A signature as points: the smallest form, drawn again in any size, kept as JSON. */

export interface Point {
  x: number;
  y: number;
  time: number;
  pressure: number;
}

export interface Stroke {
  points: Point[];
  [option: string]: unknown;
}

export interface Drawing {
  width: number;
  height: number;
  strokes: Stroke[];
}

/** How long a line must be at least, in widths of the field: a dot or an accidental touch is no signature. */
const LINE_MIN = 0.15;

export function isBlank(drawing: Drawing | null): boolean {
  if (!drawing || !drawing.width) return true;
  let length = 0;
  for (const { points } of drawing.strokes) {
    for (let at = 1; at < points.length; at++) {
      length += Math.hypot(points[at]!.x - points[at - 1]!.x, points[at]!.y - points[at - 1]!.y);
    }
  }
  return length < drawing.width * LINE_MIN;
}

/** The same strokes in a field of another size: as large as fits, never stretched. */
export function fitted(drawing: Drawing, width: number, height: number): Stroke[] {
  if (!drawing.width || !drawing.height) return drawing.strokes;
  const scale = Math.min(width / drawing.width, height / drawing.height);
  const left = (width - drawing.width * scale) / 2;
  const top = (height - drawing.height * scale) / 2;
  return drawing.strokes.map((stroke) => ({
    ...stroke,
    points: stroke.points.map((point) => ({ ...point, x: left + point.x * scale, y: top + point.y * scale })),
  }));
}

const SHORT = 10;
const round = (value: number): number => Math.round(value * SHORT) / SHORT;

/** The bytes that are kept and sent: width, height, and for each stroke its points as [x, y, ms since the first, pressure]. */
export function asBytes(drawing: Drawing): Uint8Array {
  const began = drawing.strokes[0]?.points[0]?.time ?? 0;
  const strokes = drawing.strokes.map(({ points }) =>
    points.map((point) => [round(point.x), round(point.y), Math.round(point.time - began), Math.round(point.pressure * 100) / 100]),
  );
  const content = { format: "tannha-ink-1", width: round(drawing.width), height: round(drawing.height), strokes };
  return new TextEncoder().encode(JSON.stringify(content));
}

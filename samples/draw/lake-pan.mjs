import { lakeBackground } from './lake-background.mjs';
import { toSharp } from './raster.mjs';

/** Frames of the shot. */
export const PAN_FRAMES = 6;
const [WIDTH, HEIGHT] = [192, 128];
/** Pixels that the camera moves from frame to frame. */
const STEP = { x: 5, y: 1 };

let lake;

/** A frame of a camera that pans over the lake. */
export async function lakePan(frame) {
  lake ??= await lakeBackground();
  const { data, info } = await toSharp(lake)
    .resize(640, 360)
    .extract({ left: 300 + frame * STEP.x, top: 130 + frame * STEP.y, width: WIDTH, height: HEIGHT })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}

/** A hatched fill: the sign for data that is not all there. */

const tilePx = 8;

const tiles = new Map<string, HTMLCanvasElement>();

function tileOf(color: string): HTMLCanvasElement {
  const known = tiles.get(color);
  if (known !== undefined) return known;
  const tile = document.createElement('canvas');
  tile.width = tilePx;
  tile.height = tilePx;
  const pen = tile.getContext('2d');
  if (pen !== null) {
    pen.strokeStyle = color;
    pen.lineWidth = 1;
    pen.beginPath();
    for (const shift of [-tilePx, 0, tilePx]) {
      pen.moveTo(shift, tilePx);
      pen.lineTo(shift + tilePx, 0);
    }
    pen.stroke();
  }
  tiles.set(color, tile);
  return tile;
}

export interface HatchFill {
  readonly image: HTMLCanvasElement;
  readonly repeat: 'repeat';
}

export function hatch(color: string): HatchFill {
  return { image: tileOf(color), repeat: 'repeat' };
}

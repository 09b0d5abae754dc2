import { filledPipe } from '../../../src/physics/heat/network-pipe.ts';
import type { Plug } from '../../../src/physics/heat/water-plugs.ts';
import type { ModelState } from '../device-model.ts';
import type { StationSizes } from './station-sizes.ts';
import { wellModes } from './wells.ts';

/** What a station as a whole carries from one step to the next. */
export interface StationState {
  /** Outdoor temperature of the last hours, as the heating curve uses it. */
  readonly dampedTempC: number;
  /** Of the homes: their walls and floors, and the air in them. */
  readonly massTempC: number;
  readonly roomTempC: number;
  /** Layers of the tank, the warmest first. */
  readonly tankTempsC: readonly number[];
  readonly supplyPlugs: readonly Plug[];
  readonly returnPlugs: readonly Plug[];
  /** Heat drawn from a metre of borehole as the ground remembers it. */
  readonly groundDrawsW: readonly number[];
  /** Heat that the network took of late. */
  readonly demandKw: number;
  readonly coldHomeHours: number;
  readonly complaints: number;
}

const tankLayers = 6;

/** A station in its first moment: everything is as warm as it should be. */
export function builtState(
  sizes: StationSizes,
  outdoorTempC: number,
  supplyTempC: number,
): StationState {
  const roomTempC = Math.max(20.5, outdoorTempC);
  return {
    dampedTempC: outdoorTempC,
    massTempC: roomTempC,
    roomTempC,
    tankTempsC: Array.from({ length: tankLayers }, (_, layer) => supplyTempC + 2 - 2 * layer),
    supplyPlugs: filledPipe(sizes.pipe, supplyTempC),
    returnPlugs: filledPipe(sizes.pipe, supplyTempC - 6),
    groundDrawsW: Array.from({ length: wellModes }, () => 0),
    demandKw: 0,
    coldHomeHours: 0,
    complaints: 0,
  };
}

const singles = [
  'dampedTempC',
  'massTempC',
  'roomTempC',
  'demandKw',
  'coldHomeHours',
  'complaints',
] as const;

/** As plain numbers, kept with one of the station's devices. */
export function packedStation(state: StationState): ModelState {
  const packed: Record<string, number> = {};
  for (const name of singles) packed[name] = state[name];
  packList(packed, 'tankTempC', state.tankTempsC);
  packList(packed, 'groundDrawW', state.groundDrawsW);
  packPlugs(packed, 'supply', state.supplyPlugs);
  packPlugs(packed, 'return', state.returnPlugs);
  return packed;
}

function packList(packed: Record<string, number>, name: string, values: readonly number[]): void {
  values.forEach((value, place) => {
    packed[`${name}${place}`] = value;
  });
}

function packPlugs(packed: Record<string, number>, name: string, plugs: readonly Plug[]): void {
  packList(
    packed,
    `${name}Kg`,
    plugs.map(({ massKg }) => massKg),
  );
  packList(
    packed,
    `${name}TempC`,
    plugs.map(({ tempC }) => tempC),
  );
}

/** Null where a device carries no station as yet. */
export function unpackedStation(packed: ModelState): StationState | null {
  const single = (name: (typeof singles)[number]): number => packed[name] ?? Number.NaN;
  const state = {
    dampedTempC: single('dampedTempC'),
    massTempC: single('massTempC'),
    roomTempC: single('roomTempC'),
    demandKw: single('demandKw'),
    coldHomeHours: single('coldHomeHours'),
    complaints: single('complaints'),
    tankTempsC: listOf(packed, 'tankTempC'),
    groundDrawsW: listOf(packed, 'groundDrawW'),
    supplyPlugs: plugsOf(packed, 'supply'),
    returnPlugs: plugsOf(packed, 'return'),
  };
  const isWhole =
    singles.every((name) => Number.isFinite(state[name])) &&
    state.tankTempsC.length === tankLayers &&
    state.groundDrawsW.length === wellModes &&
    state.supplyPlugs.length > 0 &&
    state.returnPlugs.length > 0;
  return isWhole ? state : null;
}

function listOf(packed: ModelState, name: string): number[] {
  const values: number[] = [];
  for (let value = packed[`${name}0`]; value !== undefined; ) {
    values.push(value);
    value = packed[`${name}${values.length}`];
  }
  return values;
}

function plugsOf(packed: ModelState, name: string): Plug[] {
  const temps = listOf(packed, `${name}TempC`);
  return listOf(packed, `${name}Kg`).map((massKg, place) => ({
    massKg,
    tempC: temps[place] ?? Number.NaN,
  }));
}

import type { PointSpec } from '../domain/point.ts';
import type { KindSpec } from './device-kinds.ts';

const energyTotal = (name: string, meaning: string): PointSpec => ({
  name,
  unit: 'kWh',
  meaning,
  min: 0,
  max: 1e9,
  register: true,
});
const voltage: PointSpec = {
  name: 'voltageV',
  unit: 'V',
  meaning: 'line-to-neutral voltage at the terminals, mean of the phases',
  min: 0,
  max: 100_000,
};
const frequency: PointSpec = {
  name: 'frequencyHz',
  unit: 'Hz',
  meaning: 'frequency at the terminals',
  min: 40,
  max: 60,
};
const reactivePower: PointSpec = {
  name: 'reactivePowerKvar',
  unit: 'kvar',
  meaning: 'reactive power, with the direction of powerKw',
  min: -1e6,
  max: 1e6,
};
const temperature = (name: string, meaning: string, max = 150): PointSpec => ({
  name,
  unit: '°C',
  meaning,
  min: -50,
  max,
});
const percent = (name: string, meaning: string): PointSpec => ({
  name,
  unit: '%',
  meaning,
  min: 0,
  max: 100,
});

function power(
  meaning: string,
  options: { ratingRange: readonly [number, number]; rampPerS?: number; stuckAfterMin?: number },
): PointSpec {
  return { name: 'powerKw', unit: 'kW', meaning, min: -1e6, max: 1e6, ...options };
}

/** Every device kind with its points, units, signs and plausible ranges. `docs/mqtt.md` is made from it. */
export const kindSpecs: readonly KindSpec[] = [
  {
    kind: 'pv',
    meaning: 'rooftop or ground photovoltaic plant behind one inverter',
    balancePart: 'pvPowerKw',
    points: [
      power('AC power; generation positive, own use at night negative', {
        ratingRange: [-0.05, 1.2],
        rampPerS: 0.1,
        stuckAfterMin: 60,
      }),
      {
        name: 'availablePowerKw',
        unit: 'kW',
        meaning: 'AC power that it could give without a limit',
        min: -1e6,
        max: 1e6,
        ratingRange: [-0.05, 1.2],
      },
      energyTotal('energyTotalKwh', 'energy generated since installation'),
      voltage,
      {
        name: 'currentA',
        unit: 'A',
        meaning: 'AC current, mean of the phases',
        min: -20_000,
        max: 20_000,
      },
      frequency,
      temperature('inverterTempC', 'inverter heat sink temperature'),
    ],
  },
  {
    kind: 'wind',
    meaning: 'wind turbine or wind farm',
    balancePart: 'windPowerKw',
    points: [
      power('AC power; generation positive, own use in a calm negative', {
        ratingRange: [-0.05, 1.15],
        rampPerS: 0.1,
        stuckAfterMin: 120,
      }),
      {
        name: 'availablePowerKw',
        unit: 'kW',
        meaning: 'AC power that it could give without a limit',
        min: -1e6,
        max: 1e6,
        ratingRange: [-0.05, 1.15],
      },
      energyTotal('energyTotalKwh', 'energy generated since installation'),
      {
        name: 'windSpeedMps',
        unit: 'm/s',
        meaning: 'wind speed at hub height',
        min: 0,
        max: 75,
        stuckAfterMin: 60,
      },
      { name: 'windDirectionDeg', unit: '°', meaning: 'clockwise from north', min: 0, max: 360 },
      { name: 'rotorSpeedRpm', unit: 'rpm', meaning: 'rotor speed', min: 0, max: 60 },
      voltage,
    ],
  },
  {
    kind: 'battery',
    meaning: 'stationary battery with its converter',
    balancePart: 'batteryPowerKw',
    points: [
      power('AC power; discharge positive, charge negative', {
        ratingRange: [-1.2, 1.2],
        rampPerS: 3,
      }),
      percent('socPct', 'state of charge of the usable capacity'),
      energyTotal('chargedTotalKwh', 'AC energy taken in since installation'),
      energyTotal('dischargedTotalKwh', 'AC energy given out since installation'),
      temperature('cellTempC', 'mean cell temperature', 100),
      voltage,
      frequency,
    ],
  },
  {
    kind: 'heat_pump',
    meaning: 'heat pump of a geothermal heating station',
    balancePart: 'heatPumpPowerKw',
    points: [
      power('electric power; consumption positive', {
        ratingRange: [0, 1.3],
        rampPerS: 0.2,
        stuckAfterMin: 240,
      }),
      {
        name: 'heatKw',
        unit: 'kW',
        meaning: 'thermal power delivered to the store or network',
        min: -1e5,
        max: 1e6,
      },
      temperature('supplyTempC', 'supply temperature of the heating side'),
      temperature('returnTempC', 'return temperature of the heating side'),
      temperature('sourceTempC', 'temperature of the ground or well water'),
      energyTotal('energyTotalKwh', 'electric energy used since installation'),
      energyTotal('heatTotalKwh', 'heat delivered since installation'),
    ],
  },
  {
    kind: 'heat_store',
    meaning: 'hot water store of a geothermal heating station',
    balancePart: null,
    points: [
      {
        name: 'heatKw',
        unit: 'kW',
        meaning: 'thermal power; given to the network positive, charging negative',
        min: -1e6,
        max: 1e6,
      },
      {
        name: 'energyKwh',
        unit: 'kWh',
        meaning: 'thermal energy above the return temperature',
        min: 0,
        max: 1e7,
      },
      temperature('topTempC', 'temperature at the top of the store'),
      temperature('bottomTempC', 'temperature at the bottom of the store'),
    ],
  },
  {
    kind: 'load',
    meaning: 'household, pump, workshop or any other consumer',
    balancePart: 'loadPowerKw',
    points: [
      power('active power; consumption positive', { ratingRange: [0, 1.5], rampPerS: 2 }),
      reactivePower,
      energyTotal('energyTotalKwh', 'energy used since installation'),
      voltage,
      {
        name: 'currentA',
        unit: 'A',
        meaning: 'current, mean of the phases',
        min: -20_000,
        max: 20_000,
      },
      frequency,
    ],
  },
  {
    kind: 'ev_charger',
    meaning: 'charging point for electric vehicles',
    balancePart: 'evPowerKw',
    points: [
      power('active power; charging a vehicle positive', { ratingRange: [0, 1.2], rampPerS: 3 }),
      energyTotal('energyTotalKwh', 'energy delivered to vehicles since installation'),
      {
        name: 'sessionEnergyKwh',
        unit: 'kWh',
        meaning: 'energy of the running session',
        min: 0,
        max: 2_000,
      },
      percent('vehicleSocPct', 'state of charge that the vehicle reports'),
      voltage,
    ],
  },
  {
    kind: 'biogas',
    meaning: 'biogas engine with its digester and gas store',
    balancePart: 'biogasPowerKw',
    points: [
      power('AC power; generation positive', { ratingRange: [-0.1, 1.15], rampPerS: 0.1 }),
      energyTotal('energyTotalKwh', 'energy generated since installation'),
      percent('gasStorePct', 'filling of the gas store'),
      { name: 'gasFlowM3PerH', unit: 'm³/h', meaning: 'gas used by the engine', min: 0, max: 1e5 },
      temperature('digesterTempC', 'temperature in the digester', 90),
    ],
  },
  {
    kind: 'pcc_meter',
    meaning: 'meter at a point of common coupling, at any node of the tree',
    balancePart: 'pccPowerKw',
    points: [
      power('active power; import from the network above positive, export negative', {
        ratingRange: [-2, 2],
        rampPerS: 3,
      }),
      reactivePower,
      energyTotal('importTotalKwh', 'energy imported since installation'),
      energyTotal('exportTotalKwh', 'energy exported since installation'),
      voltage,
      frequency,
    ],
  },
  {
    kind: 'transformer_meter',
    meaning: 'meter on the low-voltage side of an area transformer',
    balancePart: 'pccPowerKw',
    points: [
      power('active power; into the area positive, reverse flow negative', {
        ratingRange: [-2, 2],
        rampPerS: 3,
      }),
      reactivePower,
      energyTotal('importTotalKwh', 'energy into the area since installation'),
      energyTotal('exportTotalKwh', 'reverse energy since installation'),
      voltage,
      temperature('oilTempC', 'top oil temperature'),
    ],
  },
  {
    kind: 'weather_station',
    meaning: 'weather station',
    balancePart: null,
    points: [
      {
        name: 'ghiWm2',
        unit: 'W/m²',
        meaning: 'global horizontal irradiance',
        min: -20,
        max: 1_600,
        stuckAfterMin: 60,
      },
      {
        name: 'poaWm2',
        unit: 'W/m²',
        meaning: 'irradiance on the plane of the modules',
        min: -20,
        max: 1_800,
        stuckAfterMin: 60,
      },
      temperature('tempC', 'air temperature at 2 m', 60),
      { name: 'windSpeedMps', unit: 'm/s', meaning: 'wind speed at 10 m', min: 0, max: 75 },
      { name: 'windDirectionDeg', unit: '°', meaning: 'clockwise from north', min: 0, max: 360 },
      percent('humidityPct', 'relative humidity'),
      { name: 'pressureHpa', unit: 'hPa', meaning: 'air pressure', min: 800, max: 1_100 },
      { name: 'rainMmPerH', unit: 'mm/h', meaning: 'rain', min: 0, max: 400 },
    ],
  },
];

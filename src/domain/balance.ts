/** The parts of a node's power balance, in kW and with the signs of the conventions. */
export const balanceParts = [
  'pvPowerKw',
  'windPowerKw',
  'batteryPowerKw',
  'biogasPowerKw',
  'heatPumpPowerKw',
  'loadPowerKw',
  'evPowerKw',
  'pccPowerKw',
] as const;
export type BalancePart = (typeof balanceParts)[number];

/** A part is null where no device measured it. */
export type Balance = Readonly<Record<BalancePart, number | null>>;

/**
 * What is left when everything that feeds the bus and everything that draws from it are added:
 * `pcc + battery + pv + wind + biogas − load − heatPump − ev`, in kW. Null without a PCC value;
 * parts that no device measures count as zero.
 */
export function residualKw(balance: Balance): number | null {
  if (balance.pccPowerKw === null) return null;
  const part = (name: BalancePart): number => balance[name] ?? 0;
  return (
    balance.pccPowerKw +
    part('batteryPowerKw') +
    part('pvPowerKw') +
    part('windPowerKw') +
    part('biogasPowerKw') -
    part('loadPowerKw') -
    part('heatPumpPowerKw') -
    part('evPowerKw')
  );
}

/**
 * A bus of a network. Its shunt draws at 1 p.u. what is stated, and by the square of the voltage
 * otherwise; a capacitor draws negative reactive power.
 */
export interface GridBus {
  readonly id: string;
  /** Line to line. */
  readonly nominalKv: number;
  readonly shuntKw: number;
  readonly shuntKvar: number;
}

/**
 * Parameters of a line or transformer in per unit on the base of the network: series r + jx, and
 * g + jb between conductor and earth, half at each end.
 */
export interface PiParameters {
  readonly rPu: number;
  readonly xPu: number;
  readonly gPu: number;
  readonly bPu: number;
  /** Voltage of an ideal transformer at the from bus, that bus over the inner side; 1 for a line. */
  readonly tapRatio: number;
}

export interface GridBranch extends PiParameters {
  readonly id: string;
  readonly fromBusId: string;
  readonly toBusId: string;
  readonly inService: boolean;
}

/** A network with one source of fixed voltage, of which the others are fed in the shape of a tree. */
export interface GridNetwork {
  /** Three-phase power that 1 p.u. stands for. */
  readonly baseKva: number;
  readonly slackBusId: string;
  readonly slackVoltagePu: number;
  readonly buses: readonly GridBus[];
  readonly branches: readonly GridBranch[];
}

export type NetworkFault =
  /** Branches in service that close loops: a sweep has no order for them. */
  | { readonly kind: 'not_radial'; readonly branchIds: readonly string[] }
  /** A branch ends at a bus that is not listed, or the slack bus is not. */
  | { readonly kind: 'unknown_bus'; readonly busIds: readonly string[] };

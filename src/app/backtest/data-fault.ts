/** A data folder that cannot be used as it is: the message names the file and what in it is off. */
export class DataFault extends Error {}

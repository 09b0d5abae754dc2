/** A table with one header line; comma, no quotes. An empty field is NaN, or an empty text. */
export class CsvTable {
  readonly rows: number;
  readonly #file: string;
  readonly #cells: readonly (readonly string[])[];
  readonly #places: ReadonlyMap<string, number>;

  constructor(file: string, text: string) {
    const [header = '', ...lines] = text.trimEnd().split('\n');
    this.#file = file;
    this.#places = new Map(header.split(',').map((name, place) => [name, place]));
    this.#cells = lines.map((line) => line.split(','));
    this.rows = lines.length;
  }

  get columns(): string[] {
    return [...this.#places.keys()];
  }

  text(row: number, column: string): string {
    const place = this.#places.get(column);
    const cell = place === undefined ? undefined : this.#cells[row]?.[place];
    if (cell === undefined) throw new Error(`${this.#file} has no row ${row} with ${column}`);
    return cell;
  }

  number(row: number, column: string): number {
    const text = this.text(row, column);
    return text === '' ? Number.NaN : Number(text);
  }

  /** A column of numbers; NaN where a field is empty. */
  numbers(column: string): Float64Array {
    return Float64Array.from({ length: this.rows }, (_, row) => this.number(row, column));
  }

  /** Row numbers for which it holds. */
  where(holds: (row: number) => boolean): number[] {
    return Array.from({ length: this.rows }, (_, row) => row).filter(holds);
  }
}

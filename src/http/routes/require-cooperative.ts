import type { CountyApplication } from '../../service/application.ts';
import { refuse } from '../problem-error.ts';

/** An account of a cooperative that does not exist would see nothing and not say why. */
export function requireCooperative(app: CountyApplication, id: string | null): void {
  if (id === null) return;
  const { cooperatives } = app.topology({ cooperativeId: null });
  if (!cooperatives.some((cooperative) => cooperative.id === id)) {
    refuse('unknown_cooperative', `There is no cooperative ${id} in the configuration.`);
  }
}

import { deserialize, serialize } from 'node:v8';
import type { PackedModel } from '../../service/forecast-ports.ts';
import type { ServingModel } from '../../service/forecasting/engine.ts';
import type { LearnedModel } from '../../service/forecasting/group-models.ts';

type Model = LearnedModel['model'];

/** A model as a structured clone in the form of V8, which every later Node.js reads. */
export function packModel(model: Model): PackedModel {
  return serialize(model);
}

/** @throws Error when the bytes are no model that was packed. */
export function unpackModel(packed: PackedModel): Model {
  return deserialize(packed);
}

/** The same for a model that serves; null where none does. */
export function unpackServing(serving: ServingModel | null | undefined): LearnedModel | null {
  if (serving === null || serving === undefined) return null;
  return { model: unpackModel(serving.packed), drift: serving.drift };
}

/** What a person chose for this browser. Storage may be forbidden; the choice then lasts until the page closes. */

type Preference = 'language' | 'theme' | 'tree';

const storageKey = (name: Preference): string => `paulownia.${name}`;

export function remembered(name: Preference): string | null {
  try {
    return localStorage.getItem(storageKey(name));
  } catch {
    return null;
  }
}

export function remember(name: Preference, value: string): void {
  try {
    localStorage.setItem(storageKey(name), value);
  } catch {
    // Nothing is lost but the convenience.
  }
}

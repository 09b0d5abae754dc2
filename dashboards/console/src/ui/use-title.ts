import { useEffect } from 'preact/hooks';
import { t } from '../i18n/translate.ts';

/** Names the browser's tab after what the page shows. */
export function useTitle(what: string | null): void {
  const brand = t('brand');
  useEffect(() => {
    document.title = what === null ? brand : `${what} – ${brand}`;
  }, [what, brand]);
}

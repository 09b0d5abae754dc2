import { computed, signal } from '@preact/signals';

/** The address bar is the state of the screen: this is the one place that reads and writes it. */

const address = signal(window.location.pathname + window.location.search);

window.addEventListener('popstate', () => {
  address.value = window.location.pathname + window.location.search;
});

/** Path and query as they are now. */
export const currentAddress = computed(() => address.value);
export const currentPath = computed(() => address.value.split('?', 1)[0] ?? '/');
export const currentQuery = computed(
  () => new URLSearchParams(address.value.slice(currentPath.value.length)),
);

/** Goes to an address of the console; `replace` leaves no step for the back button. */
export function navigate(to: string, options: { replace?: boolean } = {}): void {
  if (to === address.value) return;
  if (options.replace === true) window.history.replaceState(null, '', to);
  else window.history.pushState(null, '', to);
  const samePath = to.split('?', 1)[0] === currentPath.value;
  address.value = to;
  if (!samePath) window.scrollTo(0, 0);
}

export type QueryChange = Readonly<Record<string, string | null>>;

/** The address of a path with a query; parameters that are null or empty are left out. */
export function addressOf(path: string, query: QueryChange = {}): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== '') params.set(name, value);
  }
  const text = params.toString();
  return text === '' ? path : `${path}?${text}`;
}

/** The present address with some parameters changed. */
export function addressWith(change: QueryChange): string {
  return addressOf(currentPath.value, {
    ...Object.fromEntries(currentQuery.value),
    ...change,
  });
}

/** Only an address of this console: a link from elsewhere cannot send a person away after signing in. */
export function safeNext(next: string | null): string {
  return next !== null && /^\/(?![/\\])/.test(next) && !next.startsWith('/sign-in') ? next : '/';
}

/** A click that means "go there", not "open it beside". */
function isPlainClick(event: MouseEvent): boolean {
  const hasKey = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
  return !event.defaultPrevented && event.button === 0 && !hasKey;
}

function isOwnPage(link: HTMLAnchorElement): boolean {
  const isHere = link.origin === window.location.origin && link.target === '' && link.hash === '';
  return isHere && !link.pathname.startsWith('/api/');
}

/** Makes plain links of the console change the page without loading it anew. */
export function followLinks(): void {
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (link === null || !isPlainClick(event) || !isOwnPage(link)) return;
    event.preventDefault();
    navigate(link.pathname + link.search);
  });
}

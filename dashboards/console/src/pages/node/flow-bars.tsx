import type { VNode } from 'preact';
import type { NodeNow } from '../../../../../src/contract/http.ts';
import { flowShares, type Share, sourceOf } from '../../curve/sources.ts';
import { quantityText } from '../../format/quantity.ts';
import { t } from '../../i18n/translate.ts';
import { Figure, Skeleton } from '../../ui/figure.tsx';

function total(shares: readonly Share[]): number {
  return shares.reduce((sum, share) => sum + share.powerKw, 0);
}

function FlowBar(props: {
  side: 'supply' | 'use';
  shares: readonly Share[];
  fullKw: number;
}): VNode {
  const { shares, fullKw, side } = props;
  const width = (share: Share): string => `${(share.powerKw / fullKw) * 100}%`;
  const words = shares.map(
    (share) => `${t(`part.${share.part}`)} ${quantityText(share.powerKw, 'kW')}`,
  );
  return (
    <div class="flow">
      <div class="flow-name">
        <span>{t(`flow.${side}`)}</span>
        <Figure value={total(shares)} unit="kW" />
      </div>
      <div
        class="flow-bar"
        role="img"
        aria-label={`${t(`flow.${side}`)}: ${words.join(t('common.listSeparator'))}`}
      >
        {shares.map((share) => (
          <div class="flow-piece" key={share.part} style={{ width: width(share) }}>
            <div class="flow-fill" style={{ '--swatch': `var(--${sourceOf(share.part).color})` }} />
            <div class="flow-label">
              <span>{t(`part.${share.part}`)}</span>
            </div>
          </div>
        ))}
      </div>
    </div>
  );
}

/** What comes in over what goes out, in lengths: the balance at a glance. */
export function FlowBars({ now }: { now: NodeNow | null }): VNode {
  if (now === null) {
    return (
      <div class="flows">
        <Skeleton chars={40} />
        <Skeleton chars={40} />
      </div>
    );
  }
  const { supply, use } = flowShares(now);
  const fullKw = Math.max(total(supply), total(use), 1e-6);
  return (
    <div class="flows">
      <FlowBar side="supply" shares={supply} fullKw={fullKw} />
      <FlowBar side="use" shares={use} fullKw={fullKw} />
    </div>
  );
}

import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../i18n/translate.ts';
import { Icon } from './icon.tsx';

/** Pause in typing after which a search begins, in ms. */
const typingPauseMs = 250;

/** A search field that speaks after a pause in typing and follows the address when it changes. */
export function SearchField(props: {
  label: string;
  hint: string;
  value: string;
  onSearch: (text: string) => void;
}): VNode {
  const [text, setText] = useState(props.value);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const said = useRef(props.value);
  useEffect(() => {
    if (props.value !== said.current) {
      said.current = props.value;
      setText(props.value);
    }
  }, [props.value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const onInput = (value: string): void => {
    setText(value);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      said.current = value.trim();
      props.onSearch(said.current);
    }, typingPauseMs);
  };
  return (
    <label class="search">
      <span class="hidden-text">{props.label}</span>
      <Icon name="search" size={16} />
      <input
        type="search"
        value={text}
        placeholder={props.hint}
        maxLength={64}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
    </label>
  );
}

export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** A choice of one or all; the empty value means all. */
export function ChoiceField(props: {
  label: string;
  value: string;
  choices: readonly Choice[];
  onChoose: (value: string) => void;
}): VNode {
  return (
    <label class="field">
      {props.label}
      <select value={props.value} onChange={(event) => props.onChoose(event.currentTarget.value)}>
        <option value="">{t('common.all')}</option>
        {props.choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </select>
    </label>
  );
}

/** A few alternatives side by side, one of which is chosen. */
export function Segments<Value extends string>(props: {
  label: string;
  value: Value;
  choices: readonly { readonly value: Value; readonly label: string }[];
  onChoose: (value: Value) => void;
}): VNode {
  return (
    <fieldset class="choice">
      <legend>{props.label}</legend>
      <div class="segments">
        {props.choices.map((choice) => (
          <button
            type="button"
            key={choice.value}
            aria-pressed={choice.value === props.value}
            onClick={() => props.onChoose(choice.value)}
          >
            {choice.label}
          </button>
        ))}
      </div>
    </fieldset>
  );
}

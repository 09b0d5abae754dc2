import fc from 'fast-check';
import { expect, test } from 'vitest';
import { filterCovers, topicPattern } from '../../../src/mqtt/topic-filter.ts';

const level = fc.constantFrom('a', 'b', 'a.b', '$SYS', 'x*', '(', 'é');
const topic = fc.array(level, { minLength: 1, maxLength: 4 });
const filter = fc
  .tuple(fc.array(fc.oneof(level, fc.constant('+')), { maxLength: 4 }), fc.boolean())
  .map(([levels, open]) => (open || levels.length === 0 ? [...levels, '#'] : levels));

test('the pattern of filters matches what one of them covers, and nothing else', () => {
  fc.assert(
    fc.property(fc.array(filter, { maxLength: 3 }), topic, (filters, levels) => {
      const pattern = topicPattern(filters.map((parts) => parts.join('/')));
      const covered = filters.some((parts) => filterCovers(parts, levels));
      expect(pattern.test(levels.join('/'))).toBe(covered);
    }),
    { numRuns: 2_000 },
  );
});

test.each(['', 'a//b', 'a/', '/a', 'a/+', 'a/#', '#', 'a/\0'])(
  'no filter covers %j, on which nothing can be published',
  (unsound) => {
    expect(topicPattern(['#', '+/#', 'a/+', 'a/#', 'a/+/b']).test(unsound)).toBe(false);
  },
);

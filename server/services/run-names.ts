const ADJECTIVES =
  'amber autumn bold brave bright brisk calm clear clever cosmic crisp curious deep eager early fair fast fresh gentle glad golden grand happy hidden honest jolly keen kind late light lively lucky mellow merry misty noble patient plain polite proud quick quiet rapid ripe rosy royal sharp shy silent silver smooth snowy solid spry steady still sunny swift tidy tranquil true vivid warm wild wise witty'.split(
    ' ',
  );
const NOUNS =
  'acorn badger beacon birch breeze brook canyon cedar cliff cloud comet coral crane creek dawn delta dune eagle elm ember falcon fern field finch fjord forest fox garden glacier grove harbor hawk heron hill island kite lagoon lake lark lynx maple meadow moon moss oak ocean orchard otter owl peak pebble pine plateau pond prairie quail rain raven reef ridge river robin sparrow spruce star stone stream summit thicket tide trail valley willow wren'.split(
    ' ',
  );

/** A name to tell runs apart by, such as `swift-heron-417`. `random` gives numbers from 0 to below 1. */
export function makeRunName(random: () => number): string {
  const pick = (words: string[]) => words[Math.floor(random() * words.length)];
  return `${pick(ADJECTIVES)}-${pick(NOUNS)}-${Math.floor(random() * 900) + 100}`;
}

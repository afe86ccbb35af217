import type { SchemaNode } from './schema-node.ts';

/** The title of the field at a JSON pointer, as the form shows it: `/optimizer/learningRate` is `Learning rate`. */
export function fieldLabel(root: SchemaNode, pointer: string): string {
  let nodes: SchemaNode[] = [root];
  let label = '';
  for (const step of pointer.split('/').slice(1)) {
    nodes = nodes.flatMap((node) => childrenOf(node, step));
    label = nodes.find(({ title }) => title)?.title ?? (isIndex(step) ? label : step);
  }
  return label;
}

function childrenOf(node: SchemaNode, step: string): SchemaNode[] {
  if (node.anyOf) return node.anyOf.flatMap((variant) => childrenOf(variant, step));
  if (node.items) return isIndex(step) ? [node.items] : [];
  const child = node.properties?.[step];
  return child ? [child] : [];
}

function isIndex(step: string): boolean {
  return /^\d+$/.test(step);
}

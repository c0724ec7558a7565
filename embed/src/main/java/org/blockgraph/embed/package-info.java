// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

/**
 * Blockgraph on a plain class path: {@link org.blockgraph.embed.BlockSystem} wires by constructor what
 * Declarative Services wires in a framework. No bundle, and the only code outside the core that may use the
 * core's classes; programs use this package and {@code org.blockgraph.api}.
 */
package org.blockgraph.embed;

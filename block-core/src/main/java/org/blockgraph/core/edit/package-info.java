// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

/**
 * How the graph is changed in steps that can be undone: a transaction under the write lock moves edges, adds
 * and removes nodes, and works permissions out again; what fails puts everything back exactly as it was.
 */
package org.blockgraph.core.edit;

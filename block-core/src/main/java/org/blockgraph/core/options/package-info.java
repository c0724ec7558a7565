// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

/** Options in dotted form: a node's own, those of its children, and which of them a driver asked for. */
package org.blockgraph.core.options;

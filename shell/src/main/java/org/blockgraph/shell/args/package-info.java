// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

/** Reads what was typed: options and operands in any order, sizes, patterns, lists of settings. */
package org.blockgraph.shell.args;

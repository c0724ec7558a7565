// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

/** Moves data between devices, files and patterns for commands, in pieces of bounded size. */
package org.blockgraph.shell.transfer;

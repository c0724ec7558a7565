// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

/** The commands of the scope block, one class each, and what they share. */
package org.blockgraph.shell.command;

// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

/** What commands return where the block layer has no record for it. */
package org.blockgraph.shell.result;

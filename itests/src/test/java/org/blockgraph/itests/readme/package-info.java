// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

/** The tour in the README, taken line by line as a reader would. */
package org.blockgraph.itests.readme;

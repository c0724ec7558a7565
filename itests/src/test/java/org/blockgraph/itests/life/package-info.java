// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

/** Drivers come, go and are replaced while verified I/O runs. */
package org.blockgraph.itests.life;

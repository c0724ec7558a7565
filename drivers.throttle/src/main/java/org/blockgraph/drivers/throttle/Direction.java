// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.throttle;

/** Which way the data goes. Zeroes and discards count as writes. */
enum Direction {
    READ,
    WRITE
}

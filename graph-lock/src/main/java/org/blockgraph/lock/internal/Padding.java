// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock.internal;

/**
 * 120 bytes in front of what its subclass writes often, so that it shares no cache line (nor a pair of them,
 * which prefetchers fetch together) with whatever lies before it in memory. The virtual machine lays out the
 * fields of a superclass first; a subclass of the subclass adds the same behind.
 */
abstract class Padding {
    long p0;
    long p1;
    long p2;
    long p3;
    long p4;
    long p5;
    long p6;
    long p7;
    long p8;
    long p9;
    long p10;
    long p11;
    long p12;
    long p13;
    long p14;
}

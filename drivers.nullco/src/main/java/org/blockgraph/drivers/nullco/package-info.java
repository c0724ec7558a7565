// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

/** The driver of disks that hold nothing: for measuring the way to a disk, and for tests. */
package org.blockgraph.drivers.nullco;

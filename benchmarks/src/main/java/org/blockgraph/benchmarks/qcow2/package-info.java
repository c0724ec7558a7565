// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

/** The qcow2 driver against qemu-img, in one run, on the same work. */
package org.blockgraph.benchmarks.qcow2;

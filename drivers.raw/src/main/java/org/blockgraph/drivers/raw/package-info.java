// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

/** The driver of raw images: the bytes of the disk as they are, or a part of a file as a disk. */
package org.blockgraph.drivers.raw;

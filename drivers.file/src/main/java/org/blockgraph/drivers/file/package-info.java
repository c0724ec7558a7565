// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

/** The driver of files and block devices on the host: positional I/O on a descriptor that the core owns. */
package org.blockgraph.drivers.file;

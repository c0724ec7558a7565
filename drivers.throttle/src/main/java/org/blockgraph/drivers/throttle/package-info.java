// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

/** The filter that keeps requests to limits: bytes and requests a second, for one node or a group of them. */
package org.blockgraph.drivers.throttle;

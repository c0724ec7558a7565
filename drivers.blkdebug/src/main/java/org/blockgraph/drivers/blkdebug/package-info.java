// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

/** The filter that injects errors, stops requests and changes limits, by rules: to test what is above. */
package org.blockgraph.drivers.blkdebug;

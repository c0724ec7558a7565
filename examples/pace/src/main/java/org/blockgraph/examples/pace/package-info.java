// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

/** An example of a driver: a filter that limits how fast its child is read and written. */
package org.blockgraph.examples.pace;

// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

/** An example of the lock alone: a structure of one's own that is read all the time and changed at times. */
package org.blockgraph.examples.lock;

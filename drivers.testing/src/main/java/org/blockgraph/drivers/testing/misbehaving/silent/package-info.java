// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

/** A driver whose service never comes: it waits for a service that nobody registers. */
package org.blockgraph.drivers.testing.misbehaving.silent;

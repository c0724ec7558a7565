// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

/** A client for processes that are going to be killed: it writes down what was flushed. */
package org.blockgraph.drivers.testing.journal;

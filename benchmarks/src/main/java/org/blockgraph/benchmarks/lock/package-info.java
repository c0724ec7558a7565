// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

/** The graph lock against the locks of the JDK. */
package org.blockgraph.benchmarks.lock;

// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

/** What a graph that changes costs the requests that it carries, and how often it can change. */
package org.blockgraph.benchmarks.live;

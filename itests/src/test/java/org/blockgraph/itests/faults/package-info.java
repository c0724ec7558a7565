// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

/** Tests of drivers that break their contract: what the core refuses, gives up, and names. */
package org.blockgraph.itests.faults;

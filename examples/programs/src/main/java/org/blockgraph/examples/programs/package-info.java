// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

/** Programs with a block graph inside: on a plain class path, and in a framework that the program starts. */
package org.blockgraph.examples.programs;

// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

/** The graph lock as a service that other bundles use for structures of their own. */
package org.blockgraph.itests.lock;

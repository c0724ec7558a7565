// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

/** The core in a framework: components, the replacement of bundles, and what keeps class loaders alive. */
package org.blockgraph.core.osgi;

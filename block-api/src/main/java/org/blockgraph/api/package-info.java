// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

/**
 * What a client of the block layer calls: the graph, its devices, requests, errors and events. Every method
 * says by {@link org.blockgraph.api.rules} from where it may be called. Sizes and offsets are in bytes.
 */
@Version("1.0.0")
@Export
package org.blockgraph.api;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

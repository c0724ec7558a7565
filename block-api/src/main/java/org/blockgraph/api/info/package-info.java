// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

/** Descriptions of the graph at one moment: immutable records of JDK types, for commands and tools. */
@Version("1.1.0")
@Export
package org.blockgraph.api.info;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

/**
 * Annotations that say from where an operation may be called and which lock its caller holds. The build
 * checks that every operation carries one and that the calls keep to it.
 */
@Version("1.0.0")
@Export
package org.blockgraph.api.rules;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

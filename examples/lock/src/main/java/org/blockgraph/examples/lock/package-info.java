// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

/**
 * An example of the lock alone: a structure of one's own that is read all the time and changed at times. A
 * bundle takes the service {@link org.blockgraph.examples.lock.Routes} and gives each of its threads a
 * reader.
 */
@Version("1.0.0")
@Export
package org.blockgraph.examples.lock;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

/**
 * What a driver implements and what the core gives it.
 *
 * <p>A driver is one service, {@link org.blockgraph.api.driver.BlockDriver}; each node that it opens is one
 * {@link org.blockgraph.api.driver.DriverInstance}. The life of an instance:
 *
 * <pre>
 *            open                    inactivate                   close
 *   (none) ────────▶  ACTIVE  ────────────────────▶  INACTIVE ──────────▶ (gone)
 *                       ▲                               │
 *                       └───────────────────────────────┘
 *                                  activate
 * </pre>
 *
 * An instance is ACTIVE when {@code open} returns. While INACTIVE the image's file is the whole truth, the
 * instance keeps no dirty and no cached data, gets no I/O, and can be closed without I/O. I/O operations are
 * called only while ACTIVE.
 *
 * <p>Only types of the JDK and of this API cross the interface, and the core copies what crosses. The core
 * owns every thread: a driver starts none, and leaves behind no thread local, shutdown hook or MBean.
 */
@Version("1.0.0")
@Export
package org.blockgraph.api.driver;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

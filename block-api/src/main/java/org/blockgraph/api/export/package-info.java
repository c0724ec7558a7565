// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

/**
 * Devices served to other programs: what the shell calls, and what a bundle implements that speaks a protocol
 * such as NBD. A device that is exported can be closed by force only. Sizes are in bytes.
 */
@Version("1.0.0")
@Export
package org.blockgraph.api.export;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

#!/usr/bin/env bash
# Puts the package of this checkout, its kernels and weights beside the function, as `supabase functions deploy` bundles them:
#   examples/supabase/prepare.sh [FOLDER]   a copy of the layout in FOLDER (default: out/supabase)
#   cd FOLDER && npx supabase@2 functions deploy transmit --project-ref REF
set -euo pipefail
cd "$(dirname "$0")/../.."
to=${1:-out/supabase}
function=$to/supabase/functions/transmit
deno=${DENO:-npx -y deno@2.9.6}
$deno task pack >/dev/null
rm -rf "$to/supabase"
mkdir -p "$to"
cp -r examples/supabase "$to/supabase"
rm "$to/supabase/prepare.sh"
package=out/npm/semcast
mkdir -p "$function/semcast/models/tiny"
mkdir "$function/semcast/kernels"
cp "$package"/kernels/{entropy,nn,nn-relaxed,phy,pixels}.wasm "$function/semcast/kernels/"
cp "$package/models/manifest.json" "$function/semcast/models/"
cp "$package"/models/tiny/codec.* "$package/models/tiny/key_map.scnn" "$function/semcast/models/tiny/"
# The package that is not published yet: what the transmitter's script imports.
mkdir "$function/package"
cp "$package"/node/{transmitter,shared-*}.js "$function/package/"
sed -i 's#npm:semcast@[^/"]*/transmitter#./package/transmitter.js#' "$function/deno.json"
du -sk "$function" | cut -f1 | awk '{ printf "%.1f MB\n", $1 / 1000 }'

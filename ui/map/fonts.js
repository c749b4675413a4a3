// The letters of the map: Golos Text from our own server, ready before the first label is drawn.
// MapLibre reads the weight out of the family's name, so the medium weight is a family of its own.

const FAMILIES = ['Golos Text', 'Golos Text Medium'];

// Characters by file, as the font's package cuts them (the rouble sign lies in latin-ext).
const FILES = {
  latin: 'U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+2000-206F,U+20AC,' +
    'U+2122,U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD',
  'latin-ext': 'U+0100-0130,U+0132-0151,U+0154-02BA,U+02BD-02C5,U+02C7-02CC,U+02CE-02D7,' +
    'U+02DD-02FF,U+1E00-1E9F,U+1EF2-1EFF,U+2020,U+20A0-20AB,U+20AD-20C0,U+2113',
  cyrillic: 'U+0301,U+0400-045F,U+0490-0491,U+04B0-04B1,U+2116',
};

let ready;

/** Load the faces once for the page; `lib` is the absolute address of the packages. */
export function loadFonts(lib) {
  ready ??= Promise.all(FAMILIES.flatMap((family) => Object.entries(FILES).map(([subset, unicodeRange]) => {
    const address = `${lib}golos-text/golos-text-${subset}-wght-normal.woff2`;
    const face = new FontFace(family, `url(${address}) format('woff2')`,
      {weight: '400 900', unicodeRange, display: 'swap'});
    document.fonts.add(face);
    return face.load();
  })));
  return ready;
}

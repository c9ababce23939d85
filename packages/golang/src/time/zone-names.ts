/**
 * The zones of the IANA time zone database (public domain, release 2026b), grouped by the abbreviations that they use since 1970, each with its offset
 * from UTC in hours: `Intl` knows the offsets of a moment, and not what the database calls them. Where a zone has no name for
 * an offset, the database writes the offset itself (`-03`).
 */
export const zoneGroups: readonly [abbreviations: string, zones: string][] = [
  [
    '',
    'Africa/Casablanca Africa/El_Aaiun America/Araguaina America/Argentina/Buenos_Aires America/Argentina/Catamarca America/Argentina/ComodRivadavia America/Argentina/Cordoba America/Argentina/Jujuy America/Argentina/La_Rioja America/Argentina/Mendoza America/Argentina/Rio_Gallegos America/Argentina/Salta America/Argentina/San_Juan America/Argentina/San_Luis America/Argentina/Tucuman America/Argentina/Ushuaia America/Asuncion America/Bahia America/Belem America/Boa_Vista America/Bogota America/Buenos_Aires America/Campo_Grande America/Caracas America/Catamarca America/Cayenne America/Cordoba America/Coyhaique America/Cuiaba America/Eirunepe America/Fortaleza America/Godthab America/Guayaquil America/Guyana America/Jujuy America/La_Paz America/Lima America/Maceio America/Manaus America/Mendoza America/Montevideo America/Noronha America/Nuuk America/Paramaribo America/Porto_Acre America/Porto_Velho America/Punta_Arenas America/Recife America/Rio_Branco America/Rosario America/Santarem America/Santiago America/Sao_Paulo America/Scoresbysund Antarctica/Casey Antarctica/Davis Antarctica/DumontDUrville Antarctica/Mawson Antarctica/Palmer Antarctica/Rothera Antarctica/Syowa Antarctica/Troll Antarctica/Vostok Asia/Aden Asia/Almaty Asia/Anadyr Asia/Aqtau Asia/Aqtobe Asia/Ashgabat Asia/Ashkhabad Asia/Atyrau Asia/Baghdad Asia/Bahrain Asia/Baku Asia/Bangkok Asia/Barnaul Asia/Bishkek Asia/Brunei Asia/Chita Asia/Choibalsan Asia/Colombo Asia/Dacca Asia/Dhaka Asia/Dili Asia/Dubai Asia/Dushanbe Asia/Ho_Chi_Minh Asia/Hovd Asia/Irkutsk Asia/Kabul Asia/Kamchatka Asia/Kashgar Asia/Kathmandu Asia/Katmandu Asia/Khandyga Asia/Krasnoyarsk Asia/Kuala_Lumpur Asia/Kuching Asia/Kuwait Asia/Magadan Asia/Muscat Asia/Novokuznetsk Asia/Novosibirsk Asia/Omsk Asia/Oral Asia/Phnom_Penh Asia/Qatar Asia/Qostanay Asia/Qyzylorda Asia/Rangoon Asia/Riyadh Asia/Saigon Asia/Sakhalin Asia/Samarkand Asia/Singapore Asia/Srednekolymsk Asia/Tashkent Asia/Tbilisi Asia/Tehran Asia/Thimbu Asia/Thimphu Asia/Tomsk Asia/Ulaanbaatar Asia/Ulan_Bator Asia/Urumqi Asia/Ust-Nera Asia/Vientiane Asia/Vladivostok Asia/Yakutsk Asia/Yangon Asia/Yekaterinburg Asia/Yerevan Atlantic/Cape_Verde Atlantic/South_Georgia Atlantic/Stanley Australia/Eucla Brazil/Acre Brazil/DeNoronha Brazil/East Brazil/West Chile/Continental Chile/EasterIsland Etc/GMT+1 Etc/GMT+10 Etc/GMT+11 Etc/GMT+12 Etc/GMT+2 Etc/GMT+3 Etc/GMT+4 Etc/GMT+5 Etc/GMT+6 Etc/GMT+7 Etc/GMT+8 Etc/GMT+9 Etc/GMT-1 Etc/GMT-10 Etc/GMT-11 Etc/GMT-12 Etc/GMT-13 Etc/GMT-14 Etc/GMT-2 Etc/GMT-3 Etc/GMT-4 Etc/GMT-5 Etc/GMT-6 Etc/GMT-7 Etc/GMT-8 Etc/GMT-9 Europe/Astrakhan Europe/Samara Europe/Saratov Europe/Ulyanovsk Indian/Chagos Indian/Christmas Indian/Cocos Indian/Kerguelen Indian/Mahe Indian/Maldives Indian/Mauritius Indian/Reunion Iran Kwajalein NZ-CHAT Pacific/Apia Pacific/Bougainville Pacific/Chatham Pacific/Chuuk Pacific/Easter Pacific/Efate Pacific/Enderbury Pacific/Fakaofo Pacific/Fiji Pacific/Funafuti Pacific/Galapagos Pacific/Gambier Pacific/Guadalcanal Pacific/Kanton Pacific/Kiritimati Pacific/Kosrae Pacific/Kwajalein Pacific/Majuro Pacific/Marquesas Pacific/Nauru Pacific/Niue Pacific/Norfolk Pacific/Noumea Pacific/Palau Pacific/Pitcairn Pacific/Pohnpei Pacific/Ponape Pacific/Port_Moresby Pacific/Rarotonga Pacific/Tahiti Pacific/Tarawa Pacific/Tongatapu Pacific/Truk Pacific/Wake Pacific/Wallis Pacific/Yap Singapore',
  ],
  ['ACST9.5', 'Australia/Darwin Australia/North'],
  [
    'ACST9.5,ACDT10.5',
    'Australia/Adelaide Australia/Broken_Hill Australia/South Australia/Yancowinna',
  ],
  ['AEST10', 'Australia/LHI Australia/Lord_Howe'],
  [
    'AEST10,AEDT11',
    'Antarctica/Macquarie Australia/ACT Australia/Brisbane Australia/Canberra Australia/Currie Australia/Hobart Australia/Lindeman Australia/Melbourne Australia/NSW Australia/Queensland Australia/Sydney Australia/Tasmania Australia/Victoria',
  ],
  ['AHST-10,AKST-9,AKDT-8', 'America/Anchorage US/Alaska'],
  ['AKST-9,AKDT-8', 'America/Yakutat'],
  ['AKST-9,AKDT-8,PDT-7', 'America/Juneau America/Metlakatla America/Sitka'],
  [
    'AST-4',
    'America/Anguilla America/Antigua America/Aruba America/Blanc-Sablon America/Curacao America/Dominica America/Grenada America/Guadeloupe America/Kralendijk America/Lower_Princes America/Marigot America/Miquelon America/Montserrat America/Port_of_Spain America/Puerto_Rico America/St_Barthelemy America/St_Kitts America/St_Lucia America/St_Thomas America/St_Vincent America/Tortola America/Virgin',
  ],
  [
    'AST-4,ADT-3',
    'America/Barbados America/Glace_Bay America/Halifax America/Martinique America/Moncton America/Thule Atlantic/Bermuda Canada/Atlantic',
  ],
  ['AST-4,ADT-3,ADDT-2', 'America/Goose_Bay'],
  ['AWST8,AWDT9', 'Australia/Perth Australia/West'],
  ['BST-11,BDT-10,AKST-9,AKDT-8', 'America/Nome'],
  ['BST-11,HST-10,HDT-9', 'America/Adak America/Atka US/Aleutian'],
  [
    'CAT2',
    'Africa/Blantyre Africa/Bujumbura Africa/Gaborone Africa/Harare Africa/Kigali Africa/Lubumbashi Africa/Lusaka Africa/Maputo',
  ],
  ['CAT2,EAT3', 'Africa/Juba Africa/Khartoum'],
  [
    'CET1,CEST2',
    'Africa/Tunis Arctic/Longyearbyen Atlantic/Jan_Mayen CET Europe/Amsterdam Europe/Andorra Europe/Belgrade Europe/Berlin Europe/Bratislava Europe/Brussels Europe/Budapest Europe/Busingen Europe/Copenhagen Europe/Gibraltar Europe/Ljubljana Europe/Luxembourg Europe/Madrid Europe/Malta Europe/Monaco Europe/Oslo Europe/Paris Europe/Podgorica Europe/Prague Europe/Rome Europe/San_Marino Europe/Sarajevo Europe/Skopje Europe/Stockholm Europe/Tirane Europe/Vaduz Europe/Vatican Europe/Vienna Europe/Warsaw Europe/Zagreb Europe/Zurich Poland',
  ],
  ['CET1,EET2', 'Africa/Tripoli Libya'],
  ['CET1,EET2,EEST3,MSD4', 'Europe/Vilnius'],
  ['CST-5,CDT-4', 'America/Havana Cuba'],
  ['CST-6', 'America/Regina Canada/Saskatchewan'],
  [
    'CST-6,CDT-5',
    'America/Belize America/Chicago America/Costa_Rica America/El_Salvador America/Guatemala America/Indiana/Knox America/Knox_IN America/Managua America/Matamoros America/Menominee America/Merida America/Mexico_City America/Monterrey America/Rainy_River America/Rankin_Inlet America/Resolute America/Tegucigalpa America/Winnipeg CST6CDT Canada/Central Mexico/General US/Central US/Indiana-Starke',
  ],
  ['CST-6,CDT-5,EDT-4', 'America/Indiana/Tell_City'],
  [
    'CST-6,EST-5,EDT-4',
    'America/Cancun America/Indiana/Petersburg America/Indiana/Vincennes America/Indiana/Winamac America/Iqaluit America/Kentucky/Monticello America/Pangnirtung',
  ],
  [
    'CST8,CDT9',
    'Asia/Chongqing Asia/Chungking Asia/Harbin Asia/Macao Asia/Macau Asia/Shanghai Asia/Taipei PRC ROC',
  ],
  ['ChST10,GDT11', 'Pacific/Guam Pacific/Saipan'],
  [
    'EAT3',
    'Africa/Addis_Ababa Africa/Asmara Africa/Asmera Africa/Dar_es_Salaam Africa/Djibouti Africa/Kampala Africa/Mogadishu Africa/Nairobi Indian/Antananarivo Indian/Comoro Indian/Mayotte',
  ],
  ['EET2', 'Asia/Amman Asia/Damascus Asia/Istanbul Europe/Istanbul Turkey'],
  [
    'EET2,EEST3',
    'Africa/Cairo Asia/Beirut Asia/Famagusta Asia/Gaza Asia/Hebron Asia/Nicosia EET Egypt Europe/Athens Europe/Bucharest Europe/Helsinki Europe/Mariehamn Europe/Nicosia Europe/Sofia',
  ],
  [
    'EET2,EEST3,MSD4',
    'Europe/Chisinau Europe/Kiev Europe/Kyiv Europe/Riga Europe/Tallinn Europe/Tiraspol Europe/Uzhgorod Europe/Zaporozhye',
  ],
  ['EET2,MSD4', 'Europe/Kaliningrad Europe/Minsk'],
  ['EET2,MSK3,MSK4', 'Europe/Moscow Europe/Simferopol W-SU'],
  [
    'EST-5',
    'America/Atikokan America/Cayman America/Coral_Harbour America/Panama EST',
  ],
  ['EST-5,AST-4', 'America/Santo_Domingo'],
  [
    'EST-5,EDT-4',
    'America/Detroit America/Fort_Wayne America/Grand_Turk America/Indiana/Indianapolis America/Indiana/Marengo America/Indiana/Vevay America/Indianapolis America/Jamaica America/Kentucky/Louisville America/Louisville America/Montreal America/Nassau America/New_York America/Nipigon America/Port-au-Prince America/Thunder_Bay America/Toronto Canada/Eastern EST5EDT Jamaica US/East-Indiana US/Eastern US/Michigan',
  ],
  [
    'GMT0',
    'Africa/Abidjan Africa/Accra Africa/Bamako Africa/Banjul Africa/Bissau Africa/Conakry Africa/Dakar Africa/Freetown Africa/Lome Africa/Nouakchott Africa/Ouagadougou Africa/Timbuktu America/Danmarkshavn Atlantic/Reykjavik Atlantic/St_Helena Etc/GMT Etc/GMT+0 Etc/GMT-0 Etc/GMT0 Etc/Greenwich GMT GMT+0 GMT-0 GMT0 Greenwich Iceland',
  ],
  [
    'GMT0,BST1',
    'Europe/Belfast Europe/Guernsey Europe/Isle_of_Man Europe/Jersey Europe/London GB GB-Eire',
  ],
  ['GMT0,IST1', 'Eire Europe/Dublin'],
  ['GMT0,WAT1', 'Africa/Sao_Tome'],
  ['HKT8,HKST9', 'Asia/Hong_Kong Hongkong'],
  ['HST-10', 'HST Pacific/Honolulu Pacific/Johnston US/Hawaii'],
  ['IST2,IDT3', 'Asia/Jerusalem Asia/Tel_Aviv Israel'],
  ['IST5.5', 'Asia/Calcutta Asia/Kolkata'],
  ['JST9', 'Asia/Tokyo Japan'],
  ['KST8.5,KST9', 'Asia/Pyongyang'],
  ['KST9,KDT10', 'Asia/Seoul ROK'],
  ['MET1,MEST2', 'MET'],
  ['MMT-0.741667,GMT0', 'Africa/Monrovia'],
  ['MSK3', 'Europe/Volgograd'],
  ['MSK3,MSK4', 'Europe/Kirov'],
  ['MST-7', 'America/Creston America/Phoenix MST US/Arizona'],
  ['MST-7,CST-6', 'America/Swift_Current'],
  [
    'MST-7,CST-6,CDT-5',
    'America/Bahia_Banderas America/Chihuahua America/North_Dakota/Beulah America/North_Dakota/Center America/North_Dakota/New_Salem America/Ojinaga',
  ],
  [
    'MST-7,MDT-6',
    'America/Boise America/Denver America/Edmonton America/Hermosillo America/Mazatlan America/Shiprock America/Yellowknife Canada/Mountain MST7MDT Mexico/BajaSur Navajo US/Mountain',
  ],
  ['MST-7,MDT-6,CDT-5', 'America/Cambridge_Bay America/Ciudad_Juarez'],
  ['NST-3.5,NDT-2.5,NDDT-1.5', 'America/St_Johns Canada/Newfoundland'],
  [
    'NZST12,NZDT13',
    'Antarctica/McMurdo Antarctica/South_Pole NZ Pacific/Auckland',
  ],
  ['PKT5,PKST6', 'Asia/Karachi'],
  [
    'PST-8,MST-7',
    'America/Dawson_Creek America/Fort_Nelson America/Whitehorse Canada/Yukon',
  ],
  ['PST-8,MST-7,MDT-6', 'America/Inuvik'],
  [
    'PST-8,PDT-7',
    'America/Ensenada America/Los_Angeles America/Santa_Isabel America/Tijuana America/Vancouver Canada/Pacific Mexico/BajaNorte PST8PDT US/Pacific',
  ],
  ['PST8,PDT9', 'Asia/Manila'],
  ['SAST2', 'Africa/Johannesburg Africa/Maseru Africa/Mbabane'],
  ['SST-11', 'Pacific/Midway Pacific/Pago_Pago Pacific/Samoa US/Samoa'],
  ['UTC0', 'Etc/UCT Etc/UTC Etc/Universal Etc/Zulu UCT UTC Universal Zulu'],
  [
    'WAT1',
    'Africa/Bangui Africa/Brazzaville Africa/Douala Africa/Kinshasa Africa/Lagos Africa/Libreville Africa/Luanda Africa/Malabo Africa/Niamey Africa/Porto-Novo',
  ],
  ['WAT1,CAT2', 'Africa/Windhoek'],
  ['WAT1,WAST2', 'Africa/Ndjamena'],
  ['WEST1', 'Atlantic/Azores'],
  ['WET0,CET1,CEST2', 'Africa/Algiers Africa/Ceuta'],
  [
    'WET0,WEST1',
    'Atlantic/Canary Atlantic/Faeroe Atlantic/Faroe Atlantic/Madeira WET',
  ],
  ['WET0,WEST1,CEST2', 'Europe/Lisbon Portugal'],
  ['WIB7', 'Asia/Jakarta'],
  ['WIB7,WITA8', 'Asia/Pontianak'],
  ['WIT9', 'Asia/Jayapura'],
  ['WITA8', 'Asia/Makassar Asia/Ujung_Pandang'],
  ['YST-9,PST-8,MST-7', 'America/Dawson'],
];
